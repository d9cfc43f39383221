"""Where the views of questions hang."""

from flask import Blueprint

bp = Blueprint("questions", __name__, url_prefix="/vragen")
