import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Editor } from './browser';
import { NEWEST_AND_OLDEST, NodeRed } from './harness';

/** Who gets which answers from a real Node-RED, and what a page of another site can make a browser do with it. */

const bcrypt = require('bcryptjs') as { hashSync(text: string, rounds: number): string };
const executable = [process.env.CHROMIUM ?? '', '/usr/bin/chromium'].find(existsSync) ?? '';

/** In a page: every way to send something to Node-RED, and to read from it. 0: the browser shows no answer. */
async function tryAll(base: string): Promise<{ status: number; text: string }[]> {
  const url = `${base}/tensorwire/engines/install`;
  const tried: Promise<Response>[] = [];
  for (const mode of ['no-cors', 'cors'] as const)
    for (const credentials of ['omit', 'include'] as const) {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'application/json',
        '',
      ]) {
        const headers: Record<string, string> = type ? { 'content-type': type } : {};
        tried.push(fetch(url, { method: 'POST', mode, credentials, body: '{}', headers }));
      }
      const json = { 'content-type': 'application/json', 'x-forwarded-host': location.host };
      tried.push(fetch(url, { method: 'POST', mode, credentials, body: '{}', headers: json }));
      tried.push(fetch(`${base}/tensorwire/columns?source=file&file=a.csv`, { mode, credentials }));
    }
  navigator.sendBeacon(url, '{}');
  navigator.sendBeacon(url, new Blob(['{}'], { type: 'application/json' }));
  for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.name = enctype;
    const form = document.body.appendChild(document.createElement('form'));
    Object.assign(form, { method: 'post', action: url, target: enctype, enctype });
    form.appendChild(Object.assign(document.createElement('input'), { name: '{"a":"', value: '"}' }));
    form.submit();
  }
  return Promise.all(
    tried.map(answer =>
      answer.then(
        async response => ({ status: response.status, text: await response.text() }),
        () => ({ status: 0, text: '' }),
      ),
    ),
  );
}

for (const release of NEWEST_AND_OLDEST)
  describe(`security in ${release.title}`, function () {
    this.timeout(300_000);

    it('session tokens, credentials and settings are shown to nobody, by whatever path', async () => {
      const password = bcrypt.hashSync('secret', 4);
      const red = await NodeRed.start(release, {
        adminAuth: {
          type: 'credentials',
          users: [{ username: 'admin', password, permissions: '*' }],
          default: { permissions: 'read' },
        },
      });
      try {
        const login = {
          client_id: 'node-red-admin',
          grant_type: 'password',
          scope: '*',
          username: 'admin',
          password: 'secret',
        };
        const answer = await fetch(`${red.url}/auth/token`, { method: 'POST', body: new URLSearchParams(login) });
        const { access_token: token } = (await answer.json()) as { access_token: string };
        await red.until(() => existsSync(join(red.userDir, '.sessions.json')), 'the file of sessions');
        assert.ok(readFileSync(join(red.userDir, '.sessions.json'), 'utf8').includes(token));
        mkdirSync(join(red.userDir, 'data'));
        writeFileSync(join(red.userDir, 'data/a.csv'), 'n,word\n1,sunny\n2,rainy\n3,sunny\n');
        symlinkSync('../.sessions.json', join(red.userDir, 'data/link.json'));
        linkSync(join(red.userDir, 'settings.js'), join(red.userDir, 'data/hard.csv'));

        const ask = async (query: Record<string, string>, headers = {}) => {
          const response = await fetch(`${red.url}/tensorwire/columns?${new URLSearchParams(query)}`, { headers });
          return { status: response.status, text: await response.text() };
        };
        const admin = { authorization: `Bearer ${token}` };
        for (const file of [
          '.sessions.json',
          'settings.js',
          'package.json/../.sessions.json',
          'data/link.json',
          'data/hard.csv',
          'data/../.SESSIONS.json',
          join(red.userDir, '.sessions.json'),
          'flows.json',
          '.config.users.json',
          '/proc/self/environ',
        ])
          for (const format of ['jsonl', 'json', 'csv', 'auto']) {
            const query = { source: 'file', file, format };
            const [anyone, owner] = [await ask(query), await ask(query, admin)];
            assert.deepEqual([anyone.status, owner.status], [401, 403], file);
            for (const { text } of [anyone, owner]) assert.ok(!text.includes(token), file);
          }
        assert.equal((await ask({ source: 'file', file: 'data/a.csv' })).status, 401);
        assert.match((await ask({ source: 'file', file: 'data/a.csv' }, admin)).text, /"word"/);
        assert.equal((await ask({ source: 'example', file: 'penguins' })).status, 200);
        // Who may only read sees in the editor the names and types of what is deployed, and no value.
        const flow = [
          { id: 'tab', type: 'tab', label: 'data' },
          { id: 'data', type: 'nn-dataset', z: 'tab', x: 200, y: 100, source: 'file', file: 'data/a.csv', wires: [[]] },
        ];
        const deployed = await fetch(`${red.url}/flows`, {
          method: 'POST',
          headers: { ...admin, 'content-type': 'application/json' },
          body: JSON.stringify(flow),
        });
        assert.equal(deployed.status, 204);
        if (executable) {
          const editor = await Editor.open(red.url, { executable });
          try {
            await editor.page.evaluate(`RED.editor.edit(RED.nodes.node('data'))`);
            await editor.row('columns').getByRole('button').first().click();
            const line = editor.row('columns').locator('tbody tr', { hasText: 'word' });
            await line.waitFor();
            assert.match((await line.textContent()) ?? '', /automatic: category/);
            assert.doesNotMatch((await editor.row('columns').textContent()) ?? '', /sunny|rainy/);
          } finally {
            await editor.close();
          }
        }
        const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
        assert.equal((await fetch(`${red.url}/tensorwire/engines/install`, post)).status, 401);
      } finally {
        await red.stop();
      }
    });

    (executable ? it : it.skip)('a page of another site starts nothing and reads nothing', async () => {
      const red = await NodeRed.start(release);
      const site: Server = createServer((_, response) =>
        response.end('<!doctype html><title>another site</title>'),
      ).listen(0, '127.0.0.1');
      const browser = await chromium.launch({
        executablePath: executable,
        args: ['--no-sandbox', '--host-resolver-rules=MAP *.test 127.0.0.1'],
      });
      try {
        const { port } = site.address() as AddressInfo;
        writeFileSync(join(red.userDir, 'a.csv'), 'private,n\nx,1\ny,2\n');
        // Over plain HTTP to another machine's name, a browser sends less about the origin of a request.
        const named = red.url.replace('127.0.0.1', 'red.test');
        const asked: string[] = [];
        for (const [origin, target] of [
          [`http://localhost:${port}`, red.url],
          [`http://127.0.0.1:${port}`, red.url],
          [`http://other.test:${port}`, named],
        ] as const) {
          const page = await browser.newPage();
          page.on('request', request => asked.push(`${request.method()} ${request.url()}`));
          await page.goto(origin);
          const read = await page.evaluate(tryAll, target);
          assert.ok(read.length > 20);
          for (const { status, text } of read) {
            assert.ok([0, 403, 415].includes(status), `${origin}: ${status} ${text}`);
            assert.ok(!text.includes('private'));
          }
          await page.waitForTimeout(1000);
          await page.close();
        }
        const own = await browser.newPage();
        for (const editor of [red.url, named]) {
          await own.goto(editor);
          const columns = 'tensorwire/columns?source=file&file=a.csv';
          const seen = await own.evaluate(async path => (await fetch(path)).text(), columns);
          assert.match(seen, /private/, 'the editor itself is answered');
        }
        assert.ok(asked.filter(request => request.startsWith('POST') && request.endsWith('/install')).length >= 30);
        const state = (await (await fetch(`${red.url}/tensorwire/engines/install`)).json()) as { state: string };
        assert.deepEqual(state, { state: 'none' });
        assert.ok(!existsSync(join(red.userDir, 'node_modules/onnxruntime-node')));
      } finally {
        await browser.close();
        site.close();
        await red.stop();
      }
    });
  });
