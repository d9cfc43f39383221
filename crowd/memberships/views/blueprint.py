"""The blueprint that the pages of memberships and seats stand on."""

from flask import Blueprint

from crowd.memberships.rules import expires_at

bp = Blueprint("memberships", __name__)
bp.add_app_template_filter(expires_at, "invitation_ends")
