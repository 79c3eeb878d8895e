@server
Feature: ReverseHello of a server (Part 6, 7.1.2.6)
  The server opens the connection and speaks first.

  @RC-001 @RC-019
  Scenario: [1] The first message on a dialed connection is a ReverseHello
    Given a listening client
    When the server starts
    Then the server dials our client with a ReverseHello
    And the server sends ReverseHello with
      | Fourth byte | F |
      | Trailing    | 0 |
