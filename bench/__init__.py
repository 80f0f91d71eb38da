"""Measure the forum against bare baselines on the same machine in the same minute."""
