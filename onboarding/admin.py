"""Look at people and organisations. Nothing here can be changed: deeds go through services."""

from onboarding.agents.models import Agent
from onboarding.audit.looking import look_at
from onboarding.brands.models import Brand, BrandMember
from onboarding.deliveries.models import Message
from onboarding.users.models import Confirmation, StaffGrant, User, WrongCode

look_at(User, "email", "is_active", "is_staff", "joined_at", search=("email", "name"))
look_at(StaffGrant, "user", "grant", "granted_by", "granted_at", search=("user__email",))
look_at(Confirmation, "user", "method", "confirmed_at", search=("subject", "user__email"))
look_at(WrongCode, "user", "subject", "entered_at", search=("user__email",))
look_at(Brand, "slug", "currency", "timezone", "created_at", search=("slug", "name"))
look_at(BrandMember, "brand", "user", "role", "joined_at", search=("user__email", "brand__slug"))
look_at(Message, "to", "template", "told_at", "sent_at", "try_count", search=("key", "to"))
look_at(Agent, "status", "country", "timezone", "created_at", search=("name", "email"))
