/** Filled in when it is built: the address of the worker that decodes. */
declare const VIEWER_DECODER: string;

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy('viewer', {
  createScriptURL(url) {
    if (url !== VIEWER_DECODER) throw new Error('no script of ours');
    return url;
  },
});

/** As Trusted Types want it where the browser has them. */
export const workerAddress = (): string => policy?.createScriptURL(VIEWER_DECODER) ?? VIEWER_DECODER;
