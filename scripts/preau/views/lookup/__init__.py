"""The search as files: small scripts that the web, a service worker and a folder on a USB key read alike."""
