#!/bin/sh
echo probe_run=1
