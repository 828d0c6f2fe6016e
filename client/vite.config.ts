import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const relay = 'localhost:8787';

/** What the entry imports one after the other is fetched at once, like what is imported together; what is longest first. */
const fetchedAtOnce: Plugin = {
  name: 'fetched-at-once',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.values(bundle)
        .flatMap((file) => (file.type === 'chunk' && !file.isEntry ? [file] : []))
        .toSorted((a, b) => b.code.length - a.code.length)
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
          injectTo: 'head',
        })),
  },
};

/** Less fits into one packet anyway. */
const WORTH_COMPRESSING = 1_024;

/** Beside each text, what the relay sends to browsers that take it compressed: a third or less. */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle: async ({ dir = '' }, bundle) => {
    const texts = Object.keys(bundle).filter((name) => /\.(?:js|css|html)$/.test(name));
    for (const file of texts.map((name) => join(dir, name))) {
      const content = await readFile(file);
      if (content.length < WORTH_COMPRESSING) continue;
      await writeFile(`${file}.br`, brotliCompressSync(content));
      await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
    }
  },
};

export default defineConfig({
  plugins: [
    react(),
    fetchedAtOnce,
    compressed,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2,webmanifest}'],
        // Slanted text of other scripts is rare: fetched when it is wanted, kept out of what everybody loads first.
        globIgnores: [
          'assets/inter-{cyrillic,cyrillic-ext,greek,greek-ext,vietnamese,latin-ext}-wght-italic-*.woff2',
        ],
      },
      manifest: {
        id: '/',
        name: 'Skein',
        short_name: 'Skein',
        description: 'A chat that lives on your own devices.',
        start_url: '/',
        display: 'standalone',
        background_color: '#fbfaf8',
        theme_color: '#fbfaf8',
        categories: ['social', 'communication'],
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
        ],
      },
    }),
  ],
  build: {
    target: 'es2023',
    // The page's head names every part.
    modulePreload: false,
    // One for all parts, in the page's head: else a page would be seen before it has its colours.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        // All of it comes at once and is kept on the device: parts that come later would be missing without a network.
        // What others wrote is a file of its own, as a new version of the app seldom changes it.
        codeSplitting: {
          groups: [
            { name: 'documents', test: /node_modules.*\/(yjs|lib0|y-protocols|y-websocket)\//, priority: 1 },
            { name: 'libraries', test: /node_modules/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': `http://${relay}`,
      '/sync': { target: `ws://${relay}`, ws: true },
    },
  },
});
