"""What an agent is sure of besides the rate: an earnings floor, surge, fair cancellations."""
