// A child for tests: says what it is told, and what it has inherited.
const { readSync } = require('node:fs');
process.on('message', message => {
  if (message.exit !== undefined) process.exit(message.exit);
  if (message.complain) process.stderr.write(message.complain);
  const bytes = Buffer.alloc(100);
  const length = message.read ? readSync(4, bytes, 0, 100, 0) : 0;
  const parent = process.ppid;
  process.send({
    heard: message,
    args: process.argv.slice(2),
    parent,
    inherited: bytes.toString('utf8', 0, length),
    env: process.env.WORD,
  });
});
process.on('disconnect', () => process.exit(1));
