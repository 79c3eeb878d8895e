@client @security @requires:security
Feature: Secure connect with the server's certificate (readme)

  @NS-25
  Scenario Outline: [1] A session with <security>, in two passes
    Given the client listens with <security>
    When a real server starts and dials the client
    Then the client opens a session on the real server
    And it fetched the certificate on a connection of its own first

    Examples:
      | security                             |
      | Basic256Sha256 Sign                  |
      | Basic256Sha256 SignAndEncrypt        |
      | Aes128_Sha256_RsaOaep SignAndEncrypt |
      | Aes256_Sha256_RsaPss SignAndEncrypt  |

  @NS-26
  Scenario: [2] A reconnect uses the cached certificate
    Given a client with an open session with its security
    When the network resets every connection
    And the client opens a session on the real server again
    Then it fetched no certificate again

  @RC-050
  Scenario Outline: [3] A server whose certificate nobody trusts gets no session: <kind>
    Given the client listens with its security
    When a real server with a certificate that is <kind> dials the client
    Then the client opens no session for 3 s

    Examples:
      | kind            |
      | untrusted       |
      | other-authority |

  @RC-050
  Scenario Outline: [4] A server whose certificate is out of its time gets no session: <kind>
    Given the client listens with its security
    When a real server with a certificate that is <kind> dials the client
    Then the client opens no session for 3 s

    Examples:
      | kind          |
      | expired       |
      | not-yet-valid |

  @RC-057
  Scenario: [5] A certificate with another application URI than the server's is not believed
    Given the client listens with its security
    When a real server with a certificate that is other-uri dials the client
    Then the client opens no session for 3 s

  # It may also go on after a report to its application, which is not on the wire: hence no more than a warning.
  @RC-058
  Scenario: [6] A certificate for another host than the EndpointUrl's is not believed
    Given the client listens with its security
    When a real server with a certificate that is other-host dials the client
    Then the client opens no session for 3 s

  @RC-060
  Scenario: [7] A renewed certificate is fetched again and accepted when it can be trusted
    Given a client with an open session with its security
    When the real server restarts with a certificate that is renewed
    Then the client opens a session on the real server again

  @NS-26
  Scenario: [8] A changed certificate that nobody trusts is not accepted silently
    Given a client with an open session with its security
    When the real server restarts with a certificate that is untrusted
    Then the client opens no session again for 3 s

  # Its certificate and its endpoints agree; that both differ from the ReverseHello, no clause has the client notice (RC-057).
  @RC-044
  Scenario: [9] A ReverseHello that names the wanted server, from another one with a good certificate, is not believed
    Given the client listens with its security
    When a real server dials the client that only says that it is the wanted one
    Then the client opens no session for 3 s

  @RC-050
  Scenario: [10] A certificate that changed between the two passes to one that nobody trusts is not accepted
    Given the client listens with its security
    When a real server is asked for its endpoints, and then one with a certificate that is untrusted dials the client
    Then the client opens no session for 3 s

  @RC-060
  Scenario: [11] A certificate that changed between the two passes to one that is trusted is fetched again
    Given the client listens with its security
    When a real server is asked for its endpoints, and then one with a certificate that is renewed dials the client
    Then the client opens a session on the real server

  @RC-034
  Scenario: [12] The client says CloseSecureChannel on the connection for GetEndpoints too
    Given a client with an open session with its security
    Then it said CloseSecureChannel on the connection on which it fetched the certificate

  # The name in EndpointUrl leads to a listener of ours, which counts who comes; the server itself dials.
  @RC-016
  Scenario: [13] The client dials nobody itself for either pass
    Given the wanted server's EndpointUrl leads to a trap
    And the client listens with its security
    When a real server starts and dials the client
    Then nobody walks into the trap until the client has its session
