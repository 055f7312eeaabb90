# 两个命令就够：make brochure 生成画册，make test 跑测试。 Two commands suffice: make brochure, make test.
.DEFAULT_GOAL := help
.PHONY: help brochure test bench lint pictures gallery editions clean

CONTENT ?= content/2022
VENV := .venv
BIN := $(VENV)/bin
# The first Python of 3.11 or newer; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

help:
	@echo 'make brochure   生成 out/2022/print.pdf 与 screen.pdf    build both PDFs'
	@echo 'make test       跑全部测试                               run all tests'
	@echo 'make lint       ruff 与 mypy                             style and types'
	@echo 'make bench      与 typst 等对比计时                      measure against rivals'
	@echo 'make pictures   重做 README 的页面图和难排的行           redraw the pages and lines shown in the docs'
	@echo 'make gallery    把每个主题、每种页面画成图               draw every theme in every page format'
	@echo 'make editions   一千所虚构的学校，每校一本，放在 out/editions/       a copy for each of 1,000 invented schools'
	@echo 'make clean      删除生成的文件                           remove what was made'

brochure: $(VENV)/runtime.stamp
	@$(BIN)/python -m compileall -q builder
	$(BIN)/brochure build $(CONTENT)

test: $(VENV)/dev.stamp
	@$(BIN)/python -m compileall -q builder tests
	$(BIN)/python -m pytest

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/runtime.stamp
	@$(BIN)/python -m compileall -q builder
	$(BIN)/python bench/run.py $(BENCH)

pictures: $(VENV)/dev.stamp brochure
	$(BIN)/python docs/draw_pages.py
	$(BIN)/python docs/draw_lines.py

gallery: $(VENV)/dev.stamp
	$(BIN)/python docs/draw_gallery.py $(if $(COMPS),--comps $(COMPS))

# A thousand invented schools: the table is made anew, the editions are made, verified, packed and counted.
editions: $(VENV)/runtime.stamp
	@$(BIN)/python -m compileall -q builder
	$(BIN)/python samples/editions/make_schools.py out/editions/schools.csv
	$(BIN)/brochure editions $(CONTENT) --plan samples/editions/editions.yaml --schools out/editions/schools.csv --output-folder out/editions
	$(BIN)/brochure editions --verify out/editions

clean:
	rm -rf out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find builder tests bench docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/runtime.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/runtime.stamp

$(VENV)/bin/python:
	@test -n '$(PYTHON)' || { echo '需要 Python 3.11 或更新。 Python 3.11 or newer is needed.' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
