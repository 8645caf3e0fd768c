// npm run build: install if needed, compile every package.
import { setup } from './setup.mjs'

setup()
