"""Carriers of courses: a USB folder, single files, a book, paper, packages for other learning tools."""
