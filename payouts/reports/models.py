"""What proving the books found."""

from django.db import models


class Proof(models.Model):
    """One pass over every law. Never edited."""

    started_at = models.DateTimeField()
    seconds = models.DecimalField(max_digits=10, decimal_places=3)
    law_count = models.PositiveIntegerField()
    violation_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"proof #{self.pk}"


class ProofResult(models.Model):
    """What one law came back with: nothing, or the rows that break it. Never edited."""

    proof = models.ForeignKey(Proof, models.PROTECT, related_name="results")
    code = models.CharField(max_length=8)
    sentence = models.CharField(max_length=300)
    violation_count = models.PositiveIntegerField()
    sample = models.JSONField(default=list)
    seconds = models.DecimalField(max_digits=10, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="proof_result_once", fields=["proof", "code"]),
        ]

    def __str__(self) -> str:
        return self.code
