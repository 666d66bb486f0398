import assert from 'node:assert/strict'
import { withoutSecretWords } from '#runtime/secret-words.ts'

describe('the environment of a child', () => {
  it('keeps what tells where things are', () => {
    const env = {
      PATH: '/bin',
      HOME: '/home/ada',
      RIGSONG_TOKEN_FILE: '/run/token',
      SSH_AUTH_SOCK: '/run/agent',
      RIGSONG_HUB_URL: 'http://studio.local:7447',
    }

    assert.deepEqual(withoutSecretWords(env), env)
  })

  for (const name of [
    'OPENAI_API_KEY',
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'DB_PASSWORD',
    'npm_config__auth',
    'npm_config_//registry.test/:_authToken',
    'GOOGLE_CREDENTIALS',
  ]) {
    it(`has no ${name}`, () => assert.deepEqual(withoutSecretWords({ [name]: 'x' }), {}))
  }

  it('has no address with a password in it', () => {
    assert.deepEqual(withoutSecretWords({ HTTP_PROXY: 'http://me:mumble@proxy.test:3128' }), {})
  })
})
