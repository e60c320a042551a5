import pytest
from django.db import connection, connections, ProgrammingError, DatabaseError
from onboarding.users.models import User
from payouts.models import *

def who():
    with connection.cursor() as c:
        c.execute("select current_user, current_database()"); return c.fetchone()

@pytest.mark.django_db
def test_a():
    assert who() == ("tallyline_web", "x")

@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("n", range(20))
def test_b(n):
    User.objects.create_user("a@example.com", "x", name="a")
    assert User.objects.count() == 1
    with connection.cursor() as c:
        c.execute("select count(*) from django_content_type"); assert c.fetchone()[0] > 10
        c.execute("select * from ledger_post(array['a'], array['X'], array[now()], array[null]::bigint[], array[1,1], array['REVENUE/USD','AGENT_COST/USD'], array[-5,5]::bigint[], now(), null)")
        print(c.fetchall())
        c.execute("select count(*) from payouts_journalentry"); assert c.fetchone()[0] == 2
@pytest.mark.django_db
def test_net():
    import urllib.request
    urllib.request.urlopen("http://1.1.1.1")
