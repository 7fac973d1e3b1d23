import express, { type Application } from 'express';
import { toNodeListener, type Zelos } from 'zelos';

/**
 * An application on Express. The listener may stand before body parsers or behind them; here it depends on the caller only
 * to show both.
 */
export function createApp(zelos: Zelos, { parsersFirst = true } = {}): Application {
  // Nobody needs to know what answers.
  const app = express().disable('x-powered-by');
  const parsers = [express.json(), express.urlencoded({ extended: false })];
  if (parsersFirst) app.use(...parsers);
  // Express tells the listener where it is mounted.
  app.use('/auth', toNodeListener(zelos.public));
  if (!parsersFirst) app.use(...parsers);

  app.get('/me', async (request, response) => {
    const session = await zelos.sessions.fromRequest(request);
    if (session === null) return response.status(401).json({ error: 'sign in first' });
    return response.json({ email: (session.identity?.traits as { email?: string } | undefined)?.email });
  });
  return app;
}
