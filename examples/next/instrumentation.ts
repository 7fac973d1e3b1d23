/** Next.js calls this when its server starts: mail is delivered from then on, and a mistake in the configuration shows at once. */
export async function register(): Promise<void> {
  // Inside of this condition, so that no bundle for the edge runtime contains it.
  if (process.env['NEXT_RUNTIME'] === 'nodejs') {
    const { identity } = await import('./identity.ts');
    await identity();
  }
}
