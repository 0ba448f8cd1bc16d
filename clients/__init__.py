"""Programs that take part in calls without a browser, by the public protocol alone (docs/protocol.md).

They import nothing of the server: whatever they know of it, a native client can know too.
"""
