"""Pages that compose several rooms, and those of none. Importing them puts them on `bp`."""

from crowd.pages import about, home, install, mine, person, search, searches, suggestions
from crowd.pages.blueprint import bp

__all__ = ["about", "bp", "home", "install", "mine", "person", "search", "searches", "suggestions"]
