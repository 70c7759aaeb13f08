"""The only rooms with a window on the world: MkDocs, processes, disk, browsers."""
