"""Who is billed: a brand's legal particulars, its purchase orders, and how it is taxed."""
