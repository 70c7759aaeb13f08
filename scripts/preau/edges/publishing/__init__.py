"""A built site carried to where people read it: a folder, a host by SSH, storage, the Pages of a forge."""
