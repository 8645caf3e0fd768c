/** Cryptography enters pure code as an argument; no module here chooses an implementation. */

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array

export type Sha256 = (bytes: Uint8Array) => Hash

export interface SignatureCheck {
  /** 32 bytes, RFC 8032 §5.1.5. */
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  /** 64 bytes, R ‖ S. */
  readonly signature: Uint8Array
}

export interface Crypto {
  readonly sha256: Sha256
  /** The same as `hashClaim`, where a runtime can do it faster than hash by hash; absent = it cannot. A test holds both together. */
  readonly hashClaim?: (slots: readonly Uint8Array[], seed: Uint8Array) => Hash
  /**
   * One verdict an item, in order. Every supplier follows the one rule of docs/spec/01-encoding.md#ed25519: S < L, A and R
   * canonical, A not of small order, equation without cofactor. A malformed key or signature is `false`, never an exception.
   */
  verifyEd25519(items: readonly SignatureCheck[]): Promise<boolean[]>
  /** `size` bytes nobody can guess. */
  random(size: number): Uint8Array
}

/** Holds one Ed25519 key. Behind it may stand a file, a token or a service. */
export interface Signer {
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Promise<Uint8Array>
}
