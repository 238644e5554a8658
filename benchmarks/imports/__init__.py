"""Spreadsheets in and out: how long each step takes, and how much memory."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
