"""Forwards the operations of a plugin to a plugin host, where its C# code runs."""
