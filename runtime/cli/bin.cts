#!/usr/bin/env node
// A running query holds a thread of this pool; with the default of four, four queries stop all file access. The pool
// reads the variable when it starts, and an ES module is loaded through it: hence CommonJS.
process.env['UV_THREADPOOL_SIZE'] ??= '16';
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
void import('./main.ts');
