/** @type {import('next').NextConfig} */
export default {
  // Zelos starts threads and loads native modules from its own files: it is left as it is installed.
  serverExternalPackages: ['zelos'],
};
