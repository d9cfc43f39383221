from crowd.admin import sheets, views
from crowd.admin.blueprint import bp

__all__ = ["bp", "sheets", "views"]
