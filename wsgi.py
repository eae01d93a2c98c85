import gc

from portal.app import create_app

app = create_app()

# What stands now stands for good: the collector need not walk through it again and again. That is a third
# of the time of a page with hundreds of rows.
gc.collect()
gc.freeze()
