"""Plain Python helpers of the native methods: text in, text out, nothing of the interpreter."""
