/** Reads the events of the page over many connections until it is ended: a process of its own, as browsers are. usage: watchers.ts <url> <cookie> <number> */
const [, , url = '', cookie = '', number = '0'] = process.argv;
let bytes = 0;

async function watch(): Promise<void> {
  const answer = await fetch(`${url}/api/events`, { headers: { cookie } });
  if (!answer.ok || answer.body === null) throw new Error(`/api/events answers ${answer.status}`);
  for await (const chunk of answer.body) bytes += chunk.byteLength;
}

for (let each = 0; each < Number(number); each++)
  watch().catch((error) => {
    console.error(error);
    process.exit(1);
  });
process.on('SIGTERM', () => {
  console.log(bytes);
  process.exit(0);
});
console.log('watching');
