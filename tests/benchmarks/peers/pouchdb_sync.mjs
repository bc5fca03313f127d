// PouchDB replication against its own server: documents pushed by one database, pulled by another.
// A line {"notes": N} comes in, {"push": seconds, "pull": seconds} goes out. Run in the folder of its node_modules.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

const load = createRequire(path.join(process.cwd(), 'index.js'));
const [express, expressPouch, PouchDB] = ['express', 'express-pouchdb', 'pouchdb'].map((name) => load(name));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pouchdb-'));
const place = (name) => path.join(folder, name);

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function round(number, amount, url) {
  const [first, second] = ['a', 'b'].map((name) => new PouchDB(place(`${name}${number}`)));
  const notes = Array.from({ length: amount }, (_, each) => ({ _id: `${number}-${each}`, front: `round ${each}`, back: 'x'.repeat(300) }));
  await first.bulkDocs(notes);
  const push = await timed(() => first.replicate.to(`${url}${number}`, { batch_size: 500 }));
  const pull = await timed(() => second.replicate.from(`${url}${number}`, { batch_size: 500 }));
  if ((await second.info()).doc_count !== amount) throw new Error('the databases differ');
  await Promise.all([first.close(), second.close()]);
  return { push, pull };
}

process.chdir(folder);
const app = express();
app.use('/', expressPouch(PouchDB.defaults({ prefix: place('server-') }), { mode: 'minimumForPouchDB', logPath: place('log.txt') }));
const server = app.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/t`;
  let number = 0;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await round(number++, JSON.parse(line).notes, url)));
  }
  fs.rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
