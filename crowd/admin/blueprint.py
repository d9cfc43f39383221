"""The blueprint that the treasurer's pages stand on."""

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/beheer")
