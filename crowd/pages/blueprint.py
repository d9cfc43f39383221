"""Where the pages that compose several rooms hang."""

from flask import Blueprint

bp = Blueprint("pages", __name__)
