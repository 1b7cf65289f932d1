/** A child for child-process.test.ts: sends messages back, tells what came by standard input, and ends with a word. */
process.on('message', (message) => {
  if (message !== 'end') return void process.send?.({ heard: message, args: process.argv.slice(2) });
  process.stderr.write('last words', () => process.exit(3));
});
if (process.argv[2] === 'reads')
  process.stdin.setEncoding('utf8').on('data', (text) => void process.send?.({ read: text }));
