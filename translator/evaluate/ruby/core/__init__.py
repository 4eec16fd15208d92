"""Native methods of the object model itself: Object, Kernel, Module, Class, Exception, Proc, Method, Struct."""
