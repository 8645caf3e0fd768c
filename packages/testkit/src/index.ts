export { sharedData, skipReason, skipTest, testWithShared } from './shared-data.ts'
