"""A double of the documented package: connections and credentials, which check the types of what they are made from."""

from typing import Any


def check(owner: str, name: str, value: Any, expected: type) -> Any:
    """Refuses a value of a wrong type, as the platform does."""
    if not isinstance(value, expected):
        raise TypeError(f"{owner}: {name} is of the type {type(value).__name__}, not {expected.__name__}.")
    return value


class RemoteHost:
    """A host."""

    def __init__(self, name: str, reference: str, binary_path: str, scratch_path: str) -> None:
        self.name: str = check("RemoteHost", "name", name, str)
        self.reference: str = check("RemoteHost", "reference", reference, str)
        self.binary_path: str = check("RemoteHost", "binary_path", binary_path, str)
        self.scratch_path: str = check("RemoteHost", "scratch_path", scratch_path, str)


class RemoteEnvironment:
    """An environment."""

    def __init__(self, name: str, reference: str, host: RemoteHost) -> None:
        self.name: str = check("RemoteEnvironment", "name", name, str)
        self.reference: str = check("RemoteEnvironment", "reference", reference, str)
        self.host: RemoteHost = check("RemoteEnvironment", "host", host, RemoteHost)


class RemoteUser:
    """A user of an environment."""

    def __init__(self, name: str, reference: str) -> None:
        self.name: str = check("RemoteUser", "name", name, str)
        self.reference: str = check("RemoteUser", "reference", reference, str)


class RemoteConnection:
    """An environment, and as whom."""

    def __init__(self, environment: RemoteEnvironment, user: RemoteUser) -> None:
        self.environment: RemoteEnvironment = check("RemoteConnection", "environment", environment, RemoteEnvironment)
        self.user: RemoteUser = check("RemoteConnection", "user", user, RemoteUser)


class Credentials:
    """Credentials of a user."""

    def __init__(self, username: str) -> None:
        self.username = username


class PasswordCredentials(Credentials):
    """A password."""

    def __init__(self, username: str, password: str) -> None:
        super().__init__(username)
        self.password = password


class KeyPairCredentials(Credentials):
    """A pair of keys."""

    def __init__(self, username: str, private_key: str, public_key: str) -> None:
        super().__init__(username)
        self.private_key = private_key
        self.public_key = public_key
