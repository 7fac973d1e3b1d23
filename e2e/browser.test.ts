// The pages in a real browser, served by the real executable.
import { after, before } from 'node:test';
import { attacks } from './browser/attacks.ts';
import { journeys } from './browser/journeys.ts';
import { keyboard } from './browser/keyboard.ts';
import { launchChromium, type Shared } from './browser/launch.ts';
import { looks } from './browser/looks.ts';
import { fileOwner, startServer } from './server.ts';

const file = fileOwner(after);
let shared: Shared;

before(async () => {
  const config = {
    selfservice: { flows: { recovery: { enabled: true }, verification: { enabled: true } } },
    // The tests register and mistype more often than a person would.
    zelos: { throttle: { enabled: false } },
  };
  // Both are awaited even if one fails, so that nothing is started after the end.
  const [browser, server] = await Promise.allSettled([launchChromium(file), startServer(file, { config })]);
  if (browser.status === 'rejected') throw browser.reason;
  if (server.status === 'rejected') throw server.reason;
  shared = { browser: browser.value, url: server.value.publicUrl, database: server.value.database };
});

for (const register of [journeys, keyboard, attacks, looks]) register(() => shared);
