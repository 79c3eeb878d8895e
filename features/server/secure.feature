@server @security
Feature: Secure sessions over connections that the server opened (readme)
  The client fetches the certificate on one connection and opens its secure channel on the next.

  @NS-25 @requires:security
  Scenario Outline: [1] A session with <security>
    Given a waiting connection of a server with <security>
    Then our client gets a session with <security>
    And the session of our client still works

    Examples:
      | security                                |
      | Basic256Sha256 Sign                     |
      | Basic256Sha256 SignAndEncrypt           |
      | Aes128_Sha256_RsaOaep SignAndEncrypt    |
      | Aes256_Sha256_RsaPss SignAndEncrypt     |

  @NS-13 @requires:security
  Scenario: [2] The connection after GetEndpoints comes without another request
    Given a connection with an open secure channel of a server with its security
    Then the server dials our client anew at once

  @RC-048 @quick
  Scenario: [3] A session over the connection that the server made
    Given a waiting connection
    Then our client gets a session over the same connection
    And the session of our client still works

  @RC-047 @requires:reverse-connect-facet
  Scenario: [4] The server profile names the Reverse Connect Server Facet
    Given a connection with an open session
    Then ServerProfileArray has "http://opcfoundation.org/UA-Profile/Server/ReverseConnect"

  @NS-28 @requires:sample
  Scenario: [5] A server that was told its client's address when it was started serves that client
    Given a listening client
    When the server starts
    Then the server dials our client with a ReverseHello
    And our client gets a session on the next connection
    And the session of our client still works

  # The unit asks for the connection; that each one is good for a session, also after one that was closed, is our reading.
  @RC-048 @reading
  Scenario: [6] Another session opens after one that was closed
    Given a connection with an open session
    When our client closes the session
    And a connection waits at our client
    Then our client gets a session on the next connection
