"""The desk: the report in a browser, where editors decide (docs/desk-protocol.md).

In: a ``Report`` and requests from a browser on this machine. Out: the page, its changes as they happen, and entries in
the files of ``decisions``. Begin at ``serving.py``; ``app.py`` answers requests, ``room.py`` holds what is open.
"""
