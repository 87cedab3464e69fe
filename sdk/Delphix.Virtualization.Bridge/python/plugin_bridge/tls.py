"""Opens connections to the plugin host: both sides prove who they are by a certificate of the plugin host's own authority."""

import os
import socket
import ssl

from plugin_bridge.errors import ConnectionLost, user_error
from plugin_bridge.settings import Settings

_CONNECT_SECONDS = 10
_LISTENING = "See that the plugin host runs, that it listens there, and that no firewall is in between."
_BUILD_AGAIN = "Build the plugin again with dvp build --official and the folder of certificates that the plugin host uses, then upload it."


def make_context(settings: Settings) -> ssl.SSLContext:
    """The certificates of the settings, ready for connections."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=settings.authority)
    # OpenSSL reads a key from a file only. This one is memory with a path, so that the key is on no disk.
    file = os.memfd_create("certificate")
    try:
        os.write(file, (settings.certificate + settings.key).encode())
        context.load_cert_chain(f"/proc/self/fd/{file}")
    finally:
        os.close(file)
    return context


def connect(settings: Settings, context: ssl.SSLContext) -> ssl.SSLSocket:
    """Opens a connection.

    Raises:
        ConnectionLost: There is no plugin host at the address, or it does not answer. Another try may succeed.
        UserError: One of the certificates is not right.
    """
    try:
        plain = socket.create_connection((settings.host, settings.port), _CONNECT_SECONDS)
    except OSError as error:
        raise ConnectionLost(str(error)) from error
    try:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return context.wrap_socket(plain, server_hostname=settings.host)
    except ssl.SSLCertVerificationError as error:
        plain.close()
        raise user_error(
            f"The certificate of the plugin host at {settings.address} was refused: {error.verify_message}.",
            f"If another program listens there, correct the address. If the certificate has expired, make a new one with "
            f"dvp plugin-host certificates, and start the plugin host again. Otherwise: {_BUILD_AGAIN}",
        ) from error
    except ssl.SSLError as error:
        plain.close()
        raise refused(settings, error.reason or str(error)) from error
    except OSError as error:
        plain.close()
        raise ConnectionLost(str(error)) from error


def refused(settings: Settings, reason: str) -> Exception:
    """The error for the user when the plugin host, or what listens there, does not take the certificate of this plugin."""
    return user_error(
        f"The plugin host at {settings.address} refused the connection: {reason}.",
        f"The certificate of this plugin may have expired, or be of another authority: the log of the plugin host says. {_BUILD_AGAIN}",
    )


def unreachable(settings: Settings, error: Exception) -> Exception:
    """The error for the user when no try to connect succeeded."""
    return user_error(f"The plugin host at {settings.address} cannot be reached: {error}.", _LISTENING)
