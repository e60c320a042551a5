"""The face that the framework looks for: every table of this floor."""

from onboarding.agents.models import Agent as Agent
from onboarding.brands.models import Brand as Brand
from onboarding.brands.models import BrandMember as BrandMember
from onboarding.deliveries.models import Message as Message
from onboarding.users.models import StaffGrant as StaffGrant
from onboarding.users.models import User as User
