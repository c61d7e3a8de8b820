"""The desk: the report in a browser, where editors decide (docs/desk-protocol.md)."""
