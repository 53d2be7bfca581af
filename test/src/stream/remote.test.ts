import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dataset, jsonLines } from '../../../src/index.ts';
import { folderOf, jpeg } from '../pictures.ts';
import { collect, digestOf, varied } from './varied.ts';

describe('a stream of pictures from a server', () => {
  let server: Server;
  let folder: ReturnType<typeof folderOf>;
  const wanted = new Set<string>();
  let most = 0;

  before(async () => {
    const pictures = await Promise.all(Array.from({ length: 6 }, (_, i) => jpeg(40, 40, `${i}`)));
    server = createServer((request, response) => {
      const path = request.url ?? '';
      if (path.startsWith('/never')) return;
      wanted.add(path);
      most = Math.max(most, wanted.size);
      setTimeout(() => {
        wanted.delete(path);
        response.end(pictures[Number(path.slice(1))]);
      }, 15);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const lines = (paths: string[]) =>
      paths.map((path) => JSON.stringify({ file: `${at}/${path}`, label: 'x' })).join('\n');
    folder = folderOf({
      'six.jsonl': lines(['0', '1', '2', '3', '4', '5']),
      'never.jsonl': lines(['never/1', 'never/2', 'never/3']),
    });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    folder.remove();
  });

  const set = (name: string) =>
    dataset(jsonLines(`${folder.path}/${name}`, { file: 'file', label: 'label' }))
      .augment(...varied)
      .batch(6);

  it('asks for several at once in one worker, and gives the same bytes as one after the other', async () => {
    const expected = await digestOf(set('six.jsonl'), { workers: 0 });
    most = 0;
    assert.equal(await digestOf(set('six.jsonl'), { workers: 1 }), expected);
    assert.ok(most > 1, `${most} at once`);
  });

  for (const workers of [0, 1]) {
    it(`is ended though the server never answers: ${workers} workers`, async () => {
      const stream = set('never.jsonl').stream({ workers });
      const waiting = stream.next();
      await new Promise((resolve) => setTimeout(resolve, 150));
      await stream.return();
      assert.equal((await waiting).done, true);
    });
  }

  it('ends with an error that names the address where nobody listens', async () => {
    const other = folderOf({ 'list.jsonl': JSON.stringify({ file: 'http://127.0.0.1:9/a.jpg', label: 1 }) });
    try {
      const lost = dataset(
        jsonLines(`${other.path}/list.jsonl`, { file: 'file', label: 'label', download: { retries: 0 } }),
      );
      await assert.rejects(collect(lost.stream({ workers: 1 })), /http:\/\/127\.0\.0\.1:9\/a\.jpg/);
    } finally {
      other.remove();
    }
  });
});
