# The two commands that matter:
#   make demo   この機械で結 Yui を試す（必要なものを入れ、組み立て、デモの地域を作り、開きます）
#   make test   すべての検査を行う
# What each does is in scripts/; a script can also be called by itself.
SHELL := /bin/bash
.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help demo test setup gen bench faults drill attacks interop stories

help:
	@sed -n '2,3s/^# *//p' Makefile

demo:
	@scripts/demo

test:
	@scripts/test

setup:
	@scripts/setup test

gen:
	@scripts/gen

bench:
	@scripts/bench

faults:
	@scripts/faults

drill:
	@scripts/restore-drill

attacks:
	@scripts/attacks

interop:
	@scripts/interop

stories:
	@scripts/stories
