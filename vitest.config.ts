import { defineConfig } from 'vitest/config';

const project = (name: string) => ({
  test: {
    name,
    root: `./${name}`,
    environment: 'node',
    // The one stylesheet whose text a test reads; all others stay empty.
    css: { include: [/tokens\.css/] },
    include: [
      'src/**/*.test.ts',
      'src/**/*.test.tsx',
      'test/**/*.test.ts',
      'test/**/*.test.tsx',
      'tests/**/*.test.ts',
    ],
  },
});

export default defineConfig({
  test: {
    projects: [project('shared'), project('server'), project('client'), project('e2e')],
    passWithNoTests: true,
    allowOnly: false,
  },
});
