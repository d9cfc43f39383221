"""The blueprint that the pages of memberships and seats stand on."""

from flask import Blueprint

bp = Blueprint("memberships", __name__)
