import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { csv } from '../../../src/index.ts';
import { download } from '../../../src/sources/download.ts';
import { folderOf, jpeg } from '../pictures.ts';
import { batches, opened } from './opened.ts';

describe('download', () => {
  let server: Server;
  let base: string;
  let picture: Buffer;
  /** How often each path was asked for. */
  const asked = new Map<string, number>();
  const answer: { [path: string]: (...given: [...Parameters<RequestListener>, time: number]) => void } = {
    '/a.jpg': (_, response) => response.end(picture),
    '/missing': (_, response) => response.writeHead(404).end('no'),
    '/empty': (_, response) => response.end(),
    '/broken': (_, response) => response.writeHead(503, { 'retry-after': '0' }).end(),
    '/busy-once': (_, response, time) =>
      time === 1 ? response.writeHead(429, { 'retry-after': '0' }).end() : response.end(picture),
    '/reset-once': (request, response, time) => (time === 1 ? request.socket.destroy() : response.end(picture)),
    '/cut': (request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half');
      setImmediate(() => request.socket.destroy());
    },
    '/silent': () => {},
    '/slow': (_, response) => response.writeHead(200).write('and then nothing'),
    '/declared': (_, response) => response.writeHead(200, { 'content-length': '5000' }).write('x'),
    '/endless': (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65536)));
      };
      response.on('drain', more);
      more();
    },
    '/bomb': (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1 << 22))),
    '/moved': (_, response) => response.writeHead(302, { location: '/a.jpg' }).end(),
    '/to-file': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/to-data': (_, response) => response.writeHead(302, { location: 'data:text/plain,x' }).end(),
    '/to-nowhere': (_, response) => response.writeHead(302, { location: 'http://' }).end(),
    '/unsaid': (_, response) => response.writeHead(302).end(),
    '/loop': (_, response) => response.writeHead(307, { location: '/loop' }).end(),
  };

  before(async () => {
    picture = await jpeg(24, 16);
    server = createServer((request, response) => {
      const time = (asked.get(request.url!) ?? 0) + 1;
      asked.set(request.url!, time);
      answer[request.url!]!(request, response, time);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after((done) => {
    server.closeAllConnections();
    server.close(done);
  });
  beforeEach(() => asked.clear());

  const fails = (path: string, message: RegExp, limits: Parameters<typeof download>[2] = {}) =>
    assert.rejects(download(base + path, 7, limits), {
      code: 'download-failed',
      sampleId: 7,
      file: base + path,
      message,
    });

  it('gives the bytes behind an address', async () => {
    assert.deepEqual(Buffer.from(await download(`${base}/a.jpg`, 0)), picture);
    assert.deepEqual(Buffer.from(await download(`${base}/moved`, 0)), picture);
  });

  it('says what the server said, and does not ask again where that is no use', async () => {
    await fails('/missing', /\/missing: expected a picture, got HTTP 404 \(Not Found\); is the address right/);
    await fails('/unsaid', /HTTP 302/);
    await fails('/empty', /an answer without a body/);
    assert.deepEqual(
      [...asked],
      [
        ['/missing', 1],
        ['/unsaid', 1],
        ['/empty', 1],
      ],
    );
  });

  it('asks again after 5xx, 429 and broken connections, twice', async () => {
    await fails('/broken', /HTTP 503 \(Service Unavailable\) \(3 attempts\)$/);
    assert.equal(asked.get('/broken'), 3);
    for (const path of ['/busy-once', '/reset-once']) {
      assert.deepEqual(Buffer.from(await download(base + path, 0)), picture);
      assert.equal(asked.get(path), 2);
    }
    await fails('/cut', /a network error/, { retries: 0 });
    await assert.rejects(download('http://127.0.0.1:9/x', 0, { retries: 0 }), { code: 'download-failed' });
  });

  it('waits no longer than it is told, for an answer or for its end', async () => {
    for (const path of ['/silent', '/slow']) {
      await fails(path, /nothing whole within 0\.1 s; is the server slow\?.*\(2 attempts\)$/, {
        timeoutSeconds: 0.1,
        retries: 1,
      });
    }
  });

  it('takes no more bytes than it is told, declared or not, packed or not', async () => {
    const limits = { maxBytes: 4000 };
    for (const path of ['/declared', '/endless', '/bomb']) {
      await fails(path, /more than 4000 bytes; raise download\.maxBytes/, limits);
      assert.equal(asked.get(path), 1);
    }
    assert.equal((await download(`${base}/a.jpg`, 0, { maxBytes: picture.length })).length, picture.length);
  });

  it('follows no redirect to another protocol, nor for ever', async () => {
    await fails('/to-file', /HTTP 302, a redirect from http: to file:, which is not followed$/);
    await fails('/to-data', /from http: to data:/);
    await fails('/to-nowhere', /a redirect to no address/);
    await fails('/loop', /more than 5 redirects/);
  });

  it('stops when its signal says so: before, while it waits for the server, and between attempts', async () => {
    const stop = new Error('enough');
    await assert.rejects(download(`${base}/a.jpg`, 0, {}, AbortSignal.abort(stop)), stop);
    assert.equal(asked.size, 0);
    for (const path of ['/silent', '/slow', '/endless', '/reset']) {
      answer['/reset'] = (request) => request.socket.destroy();
      const controller = new AbortController();
      const pending = download(base + path, 0, { retries: 10, maxBytes: 2 ** 31 }, controller.signal);
      setTimeout(() => controller.abort(stop), 100);
      await assert.rejects(pending, stop);
    }
  });

  it('serves a manifest: addresses beside paths', async () => {
    const folder = folderOf({
      'here.jpg': picture,
      'list.csv': `file,kind,mask\n${base}/a.jpg,x,${base}/moved\nhere.jpg,y,\n`,
    });
    const spec = csv('list.csv', { file: 'file', label: 'kind', mask: 'mask' });
    const source = await opened(spec, folder.path);
    assert.ok(source.read(0) instanceof Promise);
    assert.deepEqual(Buffer.from((await source.readMask!(0))!.bytes), picture);
    assert.equal(source.nameOf(0), `${base}/a.jpg`);
    const [batch] = await batches(spec, 2, folder.path);
    assert.deepEqual(batch!.image.data.slice(0, 192), batch!.image.data.slice(192));
    assert.deepEqual([...batch!.label.data], [0, 1]);
    const gone = folderOf({ 'list.csv': `file\n${base}/missing\n` });
    await assert.rejects(batches(csv('list.csv', { file: 'file' }), 1, gone.path), {
      code: 'download-failed',
      message: /HTTP 404/,
    });
    folder.remove();
    gone.remove();
  });
});
