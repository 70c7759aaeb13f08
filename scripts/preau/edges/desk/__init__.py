"""`preau serve --repository`: a guarded repository, its site, its doors for citizens and its desk for referents."""
