@client
Feature: Handshake of a client on the server's socket (Part 6, 7.1.3)

  @RC-050 @RC-021
  Scenario: [1] The client opens a session over the connection that the server opened
    Given the client listens
    When a real server starts and dials the client
    Then the client opens a session on the real server

  @RC-025
  Scenario: [2] No OpenSecureChannel before Acknowledge
    Given the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello
    And the client keeps quiet towards our server for 300 ms
    When our server sends Acknowledge
    Then the client sends OpenSecureChannel

  @RC-022
  Scenario: [3] A second Acknowledge is an error
    Given the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello
    When our server sends Acknowledge
    And our server sends Acknowledge
    Then the client closes the connection of our server
    And the client still serves a real server

  @RC-037
  Scenario Outline: [4] Error <code> instead of Acknowledge makes the client close
    Given the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello
    When our server sends Error with
      | Error | <code> |
    Then the client closes the connection of our server
    And the client still serves a real server

    Examples:
      | code                     |
      | BadTcpEndpointUrlInvalid |
      | BadTcpInternalError      |
      | BadTcpServerTooBusy      |

  @RC-039
  Scenario: [5] An Error with a Reason of 5000 bytes does no harm
    Given the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello
    When our server sends Error with
      | Reason | bytes(5000) |
    Then the client closes the connection of our server
    And the client still serves a real server

  @RC-023 @RC-024
  Scenario: [6] A connection on which nothing is said is closed
    Given the client listens
    When our server dials
    Then the client closes the connection of our server within its first-message timeout
    And the client still serves a real server

  @RC-023
  Scenario: [7] Half a ReverseHello does not hold a connection for ever
    Given the client listens
    When our server dials and sends the first 20 bytes of a ReverseHello
    Then the client closes the connection of our server within its first-message timeout
    And the client still serves a real server

  @RC-045
  Scenario: [8] A server that never answers OpenSecureChannel is given up
    Given the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello
    When our server sends Acknowledge
    Then the client sends OpenSecureChannel
    And the client closes the connection of our server within its open timeout
    And the client still serves a real server

  @RC-022
  Scenario Outline: [9] <message> instead of Acknowledge is an error
    Given the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello
    When our server sends <message>
    Then the client closes the connection of our server
    And the client still serves a real server

    Examples:
      | message      |
      | Hello        |
      | ReverseHello |
      | Message      |
      | HTTP request |
